"""Ready letters: the hearing, and questions to the client, the spouse, authorities and payers.

Which letters a case gets is data (``resources/letters``); what a letter may show is code, here.
They are files of the delivered version, for the officer to complete and to send.
"""

from robots.letters.settings import LettersSettings
from robots.letters.writing import letters_of

__all__ = ["LettersSettings", "letters_of"]
