"""The dashboard without a server: a folder for any web server, or one file to open by double click.

The page runs the same Python as the served one, in the browser: nothing is reasoned in a second language.

- ``in_page`` runs inside the browser and carries messages between the widgets and their page;
- ``recorded`` writes down how the page looks before Python is ready;
- ``pins`` and ``cache`` bring the interpreter and its libraries, by name, version and hash;
- ``libraries`` packs them as the browser opens them;
- ``site`` writes the folder, ``one_file`` the single file;
- ``page/`` holds what the browser runs around Python.
"""
