"""Facts without behaviour: names, forms and word lists, each with its source named in its head."""
