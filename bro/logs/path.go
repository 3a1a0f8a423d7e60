package logs

import "strings"

// DefaultPath is the path for a Log::ID without another: "conn" for Conn::LOG,
// "dns_queries" for DNS::QUERIES_LOG.
func DefaultPath(id string) string {
	module, label, ok := strings.Cut(id, "::")
	if !ok {
		module, label = "", id
	}
	if label == "LOG" && module != "" {
		return snake(module)
	}
	label = strings.ToLower(strings.TrimSuffix(label, "_LOG"))
	if module == "" {
		return label
	}
	return snake(module) + "_" + label
}

// snake turns CamelCase into camel_case; runs of capitals stay together.
func snake(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		upper := c >= 'A' && c <= 'Z'
		if upper && i > 0 {
			prev := s[i-1] >= 'A' && s[i-1] <= 'Z' || s[i-1] == '_'
			next := i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z'
			if !prev || next && s[i-1] != '_' {
				b.WriteByte('_')
			}
		}
		if upper {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}
