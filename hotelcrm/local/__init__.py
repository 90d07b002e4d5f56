"""What turns a bare machine into a running hotel: `script/server`, `script/test`, `script/manage`.

Nothing here is used in production (there docker-compose.yml starts the same processes), and nothing here
imports Django: these modules must work before there is a database to talk to.
"""
