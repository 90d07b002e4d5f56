"""What a guest may ask of the hotel: who has read my file, give me a copy, forget me, do not write to me."""
