"""Personal data shown in part: enough to tell two people apart, too little to be copied.

Pure. Each function takes the stored text (or '') and returns what may stand on a page.
"""

DOT = "•"


def mask_phone(phone: str) -> str:
    """The last four digits, as the desk asks for them: '+8613812346621' → '••• 6621'."""
    digits = [character for character in str(phone or "") if character.isdigit()]
    if not digits:
        return ""
    return f"{DOT * 3} {''.join(digits[-4:])}" if len(digits) > 4 else DOT * len(digits)


def mask_email(email: str) -> str:
    """First letter and domain: 'meiling@example.com' → 'm•••@example.com'."""
    name, at, domain = str(email or "").partition("@")
    if not at:
        return DOT * min(len(name), 6)
    return f"{name[:1]}{DOT * 3}@{domain}"


def mask_document(number: str) -> str:
    """The first and last four characters of a long number, the last two of a short one."""
    number = str(number or "")
    if len(number) >= 12:
        return f"{number[:4]}{DOT * (len(number) - 8)}{number[-4:]}"
    shown = 2 if len(number) > 4 else 0
    return DOT * (len(number) - shown) + number[len(number) - shown :]
