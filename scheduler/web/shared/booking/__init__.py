"""What the phone page and the desk share about a booking: days and times, documents, who collects, the form."""
