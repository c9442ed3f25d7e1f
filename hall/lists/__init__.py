"""READS lists of people that others made: CSV and XLSX of any origin, in a process of its own with little memory."""
