##! The version of the engine as numbers, to compare with.

module Version;

export {
	type VersionDescription: record {
		## To compare: 20401 is 2.4.1.
		version_number: count;
		major: count;
		minor: count;
		patch: count;
		## Commits after a release, or before the next one; 0 for a release.
		commit: count;
		## Whether it comes before a release.
		beta: bool;
		debug: bool;
		## What the rest was taken from.
		version_string: string;
	};

	## Takes a version apart.
	global parse: function(version_string: string): VersionDescription;

	## Whether the engine is of this version or a later one.
	global at_least: function(version_string: string): bool;
}

# A number of a version among those of its text, 0 if it has not so many.
function number_at(numbers: string_vec, i: count): count
	{
	return i < |numbers| ? to_count(numbers[i]) : 0;
	}

function parse(version_string: string): VersionDescription
	{
	local v = VersionDescription($version_number=0, $major=0, $minor=0, $patch=0, $commit=0,
	                             $beta=F, $debug=F, $version_string=version_string);

	if ( /[0-9]+\.[0-9]+(\.[0-9]+)?(-(beta|rc|dev)[0-9]*)?([\-.][0-9]+)?(-[a-zA-Z0-9]+)?(-debug)?/ != version_string )
		{
		Reporter::error(fmt("this is no version: \"%s\"", version_string));
		return v;
		}

	local release = find_all_ordered(find_all_ordered(version_string, /^[0-9]+\.[0-9]+(\.[0-9]+)?/)[0], /[0-9]+/);
	v$major = number_at(release, 0);
	v$minor = number_at(release, 1);
	v$patch = number_at(release, 2);
	v$version_number = v$major * 10000 + v$minor * 100 + v$patch;
	v$beta = /-(beta|rc)/ in version_string;
	v$debug = /-debug$/ in version_string;

	# What is left behind the release, without the words.
	local rest = sub(version_string, /^[0-9]+\.[0-9]+(\.[0-9]+)?(-(beta|rc|dev)[0-9]*)?/, "");

	if ( /^[\-.][0-9]+(-|$)/ in rest )
		v$commit = to_count(find_all_ordered(rest, /[0-9]+/)[0]);

	return v;
	}

export {
	## The engine's version.
	const info = Version::parse(bro_version());

	## The same as a number.
	const number = info$version_number;
}

function at_least(version_string: string): bool
	{
	return number >= parse(version_string)$version_number;
	}
