@load ./main
@load ./inactivity
@load ./polling
