@load ./consts
@load ./main
@load ./smb1-main
@load ./smb2-main
