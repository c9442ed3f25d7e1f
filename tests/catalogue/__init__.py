"""The SOP documents as data, against the documents' own words."""
