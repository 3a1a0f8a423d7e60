##! Functions about addresses of mail.

# A mailbox and a domain, which may be an address in brackets.
const email_addr_pat = /[^[:space:]<>\(\)\[\]:;,\"@]+@([^[:space:]<>\(\)\[\]:;,\"@]+|\[[^\]]*\])/;

## Returns: all addresses in text, in the order they come.
function extract_email_addrs_vec(str: string): string_vec
	{
	local addrs: string_vec = vector();

	for ( i, part in split_all(str, email_addr_pat) )
		{
		if ( i % 2 == 0 )
			addrs[|addrs|] = part;
		}

	return addrs;
	}

## Returns: all addresses in text.
function extract_email_addrs_set(str: string): set[string]
	{
	local addrs: set[string];

	for ( i, a in extract_email_addrs_vec(str) )
		add addrs[a];

	return addrs;
	}

## Returns: the first address in text, "" if there is none.
function extract_first_email_addr(str: string): string
	{
	local addrs = extract_email_addrs_vec(str);
	return |addrs| > 0 ? addrs[0] : "";
	}

## Splits a header with addresses at the commas that do not stand in quotes.
##
## Returns: the addresses with the names that go with them.
function split_mime_email_addresses(line: string): set[string]
	{
	local addrs: set[string];

	for ( i, part in split_all(line, /([^,\"]|\"[^\"]*\")+/) )
		{
		if ( i % 2 == 0 && strip(part) != "" )
			add addrs[strip(part)];
		}

	return addrs;
	}
