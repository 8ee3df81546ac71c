"""Papers: a neutral structure of headings, paragraphs, lists, tables and pictures, and the files made of it.

`structure` has the blocks, `marked` makes them out of Markdown, `formats` writes them as Markdown, PDF, DOCX or ODT.
"""
