@load ./dns
@load ./extracted_file_limits
@load ./packet-fragments
@load ./warnings
