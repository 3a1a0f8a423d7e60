##! pe.log: what executables of Windows say of themselves.

@load base/frameworks/files
@load ./consts

module PE;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When the file began.
		ts: time &log;
		## The file.
		id: string &log;
		## The processor it is for.
		machine: string &log &optional;
		compile_ts: time &log &optional;
		## The system it is for.
		os: string &log &optional;
		subsystem: string &log &optional;
		## Whether it can be run, and does not only hold code of others.
		is_exe: bool &log &default=F;
		is_64bit: bool &log &default=T;
		## Whether its addresses may be chosen at random.
		uses_aslr: bool &log &default=F;
		## Whether data may not be executed.
		uses_dep: bool &log &default=F;
		uses_code_integrity: bool &log &default=F;
		## Whether it handles exceptions.
		uses_seh: bool &log &default=T;
		has_import_table: bool &log &optional;
		has_export_table: bool &log &optional;
		## Whether it is signed.
		has_cert_table: bool &log &optional;
		has_debug_data: bool &log &optional;
		section_names: vector of string &log &optional;
	};

	## Types of files that are looked at.
	const pe_mime_types = { "application/x-dosexec" } &redef;

	## Raised with each line of the log.
	global log_pe: event(rec: Info);
}

redef record fa_file += {
	pe: Info &optional;
};

# Flags of the headers.
const executable_image = 0x2;
const dynamic_base = 0x40;
const force_integrity = 0x80;
const nx_compatible = 0x100;
const no_exceptions = 0x400;

# Tables by their places.
const export_table = 0;
const import_table = 1;
const cert_table = 4;
const debug_table = 6;

event bro_init() &priority=5
	{
	Log::create_stream(PE::LOG, [$columns=Info, $ev=log_pe, $path="pe"]);
	Files::register_for_mime_types(Files::ANALYZER_PE, pe_mime_types);
	}

function set_file(f: fa_file)
	{
	if ( ! f?$pe )
		f$pe = Info($ts=f$info$ts, $id=f$id);
	}

event pe_dos_header(f: fa_file, h: PE::DOSHeader) &priority=5
	{
	set_file(f);
	}

event pe_file_header(f: fa_file, h: PE::FileHeader) &priority=5
	{
	set_file(f);
	f$pe$machine = machine_types[h$machine];
	f$pe$compile_ts = h$ts;
	f$pe$is_exe = h$optional_header_size > 0 && executable_image in h$characteristics;
	}

event pe_optional_header(f: fa_file, h: PE::OptionalHeader) &priority=5
	{
	set_file(f);
	local p = f$pe;
	p$os = os_versions[h$os_version_major, h$os_version_minor];
	p$subsystem = windows_subsystems[h$subsystem];
	p$is_64bit = h$magic == 0x20b;
	p$uses_aslr = dynamic_base in h$dll_characteristics;
	p$uses_dep = nx_compatible in h$dll_characteristics;
	p$uses_code_integrity = force_integrity in h$dll_characteristics;
	p$uses_seh = no_exceptions !in h$dll_characteristics;

	local sizes = h$table_sizes;
	p$has_export_table = |sizes| > export_table && sizes[export_table] > 0;
	p$has_import_table = |sizes| > import_table && sizes[import_table] > 0;
	p$has_cert_table = |sizes| > cert_table && sizes[cert_table] > 0;
	p$has_debug_data = |sizes| > debug_table && sizes[debug_table] > 0;
	}

event pe_section_header(f: fa_file, h: PE::SectionHeader) &priority=5
	{
	set_file(f);

	if ( ! f$pe?$section_names )
		f$pe$section_names = vector();

	f$pe$section_names[|f$pe$section_names|] = h$name;
	}

event file_state_remove(f: fa_file) &priority=-5
	{
	if ( f?$pe && f$pe?$machine )
		Log::write(PE::LOG, f$pe);
	}
