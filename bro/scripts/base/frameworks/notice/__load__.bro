@load ./main
@load ./mail
@load ./actions/email_admin
@load ./actions/page
@load ./actions/add-geodata
@load ./extend-email/hostnames
@load ./weird
