package result

import "slices"

// A Resource is a collection of documents of one kind, named as PyBrIG's
// REST API named it. File is the name of such a document in a result
// directory.
type Resource struct {
	Name string // in the API: "counts"
	File string // in a result directory: "counts.json"
	New  func() Document
}

// Resources lists every kind of document, in the order in which the
// documents of a benchmark are uploaded: what is referred to comes first.
var Resources = []Resource{
	{"systems", "system.json", func() Document { return new(System) }},
	{"captures", "capture.json", func() Document { return new(Capture) }},
	{"benchmarks", "benchmark.json", func() Document { return new(Benchmark) }},
	{"trials", "trial.json", func() Document { return new(Trial) }},
	{"sys_profile_entries", "run.json", func() Document { return new(Run) }},
	{"counts", "counts.json", func() Document { return new(Counts) }},
	{"call_chains", "call_chains.json", func() Document { return new(CallChains) }},
	{"packet_chains", "packet_chains.json", func() Document { return new(PacketChains) }},
	{"event_paths", "event_paths.json", func() Document { return new(EventPaths) }},
	{"script_timings", "script_timings.json", func() Document { return new(ScriptTimings) }},
	{"packet_costs", "packet_costs.json", func() Document { return new(PacketCosts) }},
	{"mappings", "mapping.json", func() Document { return new(Mapping) }},
	{"bundles", "bundle.json", func() Document { return new(Bundle) }},
	{"verdicts", "verdict.json", func() Document { return new(Verdict) }},
}

// ResourceNamed returns the resource of that name.
func ResourceNamed(name string) (Resource, bool) {
	i := slices.IndexFunc(Resources, func(r Resource) bool { return r.Name == name })
	if i < 0 {
		return Resource{}, false
	}
	return Resources[i], true
}
