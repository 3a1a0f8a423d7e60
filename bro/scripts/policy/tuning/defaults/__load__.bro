@load ./dns
@load ./warnings
