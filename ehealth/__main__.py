"""The command line: python -m ehealth …"""

from ehealth.commands import main

if __name__ == "__main__":
    main(prog_name="python -m ehealth")
