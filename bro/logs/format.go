package logs

import (
	"fmt"
	"strconv"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A format holds what can be chosen about the writer of log files: the
// options of LogAscii, or of a filter's config under the same names.
type format struct {
	separator, setSeparator string
	empty, unset            string
	meta                    string
	header                  bool
	tsv                     bool // the header is but one line with the names
	toStdout                bool
	utf8                    bool // leave what is proper UTF-8 as it is
	json                    bool
	jsonUnset               bool   // write fields that are not set as null
	timestamps              string // in JSON: "JSON::TS_EPOCH" ...
	gzipLevel               int    // 0 for plain files
	gzipExtension           string

	plain [256]bool // bytes that need no look when they are written
}

// newFormat returns what the options of the scripts say.
func newFormat(in *interp.Interp) *format {
	value := func(name string, kind resolve.Kind) (interp.Value, bool) {
		v, ok := in.Global("LogAscii::" + name)
		return v, ok && v.Kind() == kind
	}
	text := func(name, otherwise string) string {
		if v, ok := value(name, resolve.String); ok {
			return v.Str()
		}
		return otherwise
	}
	flag := func(name string, otherwise bool) bool {
		if v, ok := value(name, resolve.Bool); ok {
			return v.Bool()
		}
		return otherwise
	}
	f := &format{
		separator:     text("separator", "\t"),
		setSeparator:  text("set_separator", ","),
		empty:         text("empty_field", "(empty)"),
		unset:         text("unset_field", "-"),
		meta:          text("meta_prefix", "#"),
		header:        flag("include_meta", true),
		toStdout:      flag("output_to_stdout", false),
		utf8:          flag("enable_utf_8", true),
		json:          flag("use_json", false),
		jsonUnset:     flag("json_include_unset_fields", false),
		timestamps:    "JSON::TS_EPOCH",
		gzipExtension: text("gzip_file_extension", "gz"),
	}
	if v, ok := value("json_timestamps", resolve.Enum); ok {
		f.timestamps = v.Label()
	}
	if v, ok := value("gzip_level", resolve.Count); ok {
		f.gzipLevel = int(min(v.Count(), 9))
	} else if v, ok := value("gzip_level", resolve.Int); ok {
		f.gzipLevel = int(max(0, min(v.Int(), 9)))
	}
	f.prepare()
	return f
}

// with returns the format with what a filter's config changes. Keys that are
// not of this writer are left alone.
func (f *format) with(config map[string]string) (*format, error) {
	if len(config) == 0 {
		return f, nil
	}
	g := *f
	for key, field := range map[string]*string{
		"separator": &g.separator, "set_separator": &g.setSeparator,
		"empty_field": &g.empty, "unset_field": &g.unset,
		"meta_prefix": &g.meta, "gzip_file_extension": &g.gzipExtension,
		"json_timestamps": &g.timestamps,
	} {
		if v, ok := config[key]; ok {
			*field = v
		}
	}
	for _, one := range []struct {
		key   string
		field *bool
	}{
		{"tsv", &g.tsv}, {"use_json", &g.json}, {"enable_utf_8", &g.utf8}, {"output_to_stdout", &g.toStdout},
		{"include_meta", &g.header}, {"json_include_unset_fields", &g.jsonUnset},
	} {
		switch v, ok := config[one.key]; {
		case !ok:
		case v == "T" || v == "F":
			*one.field = v == "T"
		default:
			return nil, fmt.Errorf("config %s is %q, neither \"T\" nor \"F\"", one.key, v)
		}
	}
	if v, ok := config["gzip_level"]; ok {
		level, err := strconv.Atoi(v)
		if err != nil || level < 0 || level > 9 {
			return nil, fmt.Errorf("config gzip_level is %q, no number from 0 to 9", v)
		}
		g.gzipLevel = level
	}
	switch g.timestamps {
	case "JSON::TS_EPOCH", "JSON::TS_MILLIS", "JSON::TS_MILLIS_UNSIGNED", "JSON::TS_ISO8601":
	default:
		return nil, fmt.Errorf("config json_timestamps is %q, no label of JSON::TimestampFormat", g.timestamps)
	}
	g.prepare()
	return &g, nil
}

// prepare marks the bytes that need no look.
func (f *format) prepare() {
	for b := range f.plain {
		f.plain[b] = b >= 0x20 && b < 0x7f && b != '\\'
	}
	for _, sep := range []string{f.separator, f.setSeparator} {
		if sep != "" {
			f.plain[sep[0]] = false
		}
	}
}
