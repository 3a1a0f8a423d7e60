##! Files that are written to disk end after 100 MB.

@load base/files/extract

redef FileExtract::default_limit = 104857600;
