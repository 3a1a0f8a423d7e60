# identify_data gives the MIME type of data by its first bytes.
print identify_data("GIF89a\x01\x00\x01\x00\x80\x00\x00"), identify_data("%PDF-1.4\n"), identify_data("\x89PNG\x0d\x0a\x1a\x0a\x00\x00");
print identify_data("\x01\x02\x03");
# expect: image/gif, application/pdf, image/png
# expect: <unknown>
