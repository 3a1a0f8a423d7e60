##! Options of the reader that makes up data. The source of its streams is a number: of
##! lines per second.
##!
##! At each heartbeat of a stream in mode REREAD or STREAM it raises the global
##! events ``lines_changed(newlines: count, changetime: time)``, if options make the number of lines
##! change, and after the lines ``HeartbeatDone()``. Scripts that use the reader
##! define both.

module InputBenchmark;

export {
	## Lines are multiplied by this at each heartbeat.
	const factor = 1.0 &redef;

	## This is added to lines at each heartbeat, after that.
	const addfactor = 0 &redef;

	## Microseconds to sleep after each line.
	const spread = 0 &redef;

	## Sleep after each line such that lines times this fill a second; 0 for not.
	const autospread = 0.0 &redef;

	## Do not sleep from this number of lines on; 0 for never.
	const stopspreadat = 0 &redef;

	## Fill about 1/(1+timedspread) of a heartbeat interval, evenly; 0 for not.
	const timedspread = 0.0 &redef;

	## Where the made-up data begins; 0 takes the seed of the run.
	const seed = 0 &redef;
}
