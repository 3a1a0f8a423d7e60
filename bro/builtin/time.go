package builtin

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"brig/bro/interp"
)

// timeFuncs is the family of clocks and dates. Times are seconds since 1970;
// dates are in UTC on every machine, so that outputs repeat.
func timeFuncs() table {
	return table{
		"network_time": func(c call) (value, error) { return interp.Time(c.In.NetworkTime()), nil },
		"current_time": func(c call) (value, error) { return interp.Time(c.In.Now()), nil },
		"strftime":     func(c call) (value, error) { return str(strftime(c.Str(0), goTime(c.Double(1)))) },
		"strptime":     strptime,
		"set_network_time": func(c call) (value, error) {
			return interp.Bool(true), c.In.Advance(c.Double(0))
		},
		// Events happen when they are dispatched: theirs is the network time.
		"current_event_time": func(c call) (value, error) { return interp.Time(c.In.NetworkTime()), nil },
		"sleep":              sleep,
	}
}

// sleep blocks the whole engine and gives how long it did.
func sleep(c call) (value, error) {
	const step = 50 * time.Millisecond // between looks at a canceled run
	start := time.Now()
	for !c.In.Canceled() {
		left := c.Double(0) - time.Since(start).Seconds()
		if !(left > 0) {
			break
		}
		time.Sleep(min(step, time.Duration(min(left, 1)*float64(time.Second))))
	}
	return interp.Interval(time.Since(start).Seconds()), nil
}

// goTime converts a time, to the microsecond.
func goTime(sec float64) time.Time {
	if math.IsNaN(sec) || math.Abs(sec) > 1e11 {
		sec = 0
	}
	whole := math.Floor(sec)
	return time.Unix(int64(whole), int64(math.Round((sec-whole)*1e6))*1000).UTC()
}

// strftime formats as strftime(3) does in the C locale.
func strftime(format string, t time.Time) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		b.WriteString(dateField(format[i], t))
	}
	return b.String()
}

func dateField(verb byte, t time.Time) string {
	if layout, ok := map[byte]string{
		'a': "Mon", 'A': "Monday", 'b': "Jan", 'h': "Jan", 'B': "January", 'c': "Mon Jan _2 15:04:05 2006",
		'd': "02", 'D': "01/02/06", 'e': "_2", 'F': "2006-01-02", 'H': "15", 'I': "03", 'm': "01", 'M': "04",
		'p': "PM", 'r': "03:04:05 PM", 'R': "15:04", 'S': "05", 'T': "15:04:05", 'x': "01/02/06", 'X': "15:04:05",
		'y': "06", 'Y': "2006", 'z': "-0700", 'Z': "MST",
	}[verb]; ok {
		return t.Format(layout)
	}
	switch verb {
	case 'C':
		return fmt.Sprintf("%02d", t.Year()/100)
	case 'j':
		return fmt.Sprintf("%03d", t.YearDay())
	case 'k':
		return fmt.Sprintf("%2d", t.Hour())
	case 'l':
		return fmt.Sprintf("%2d", (t.Hour()+11)%12+1)
	case 's':
		return strconv.FormatInt(t.Unix(), 10)
	case 'u':
		return strconv.Itoa((int(t.Weekday())+6)%7 + 1)
	case 'w':
		return strconv.Itoa(int(t.Weekday()))
	case 'U':
		return fmt.Sprintf("%02d", (t.YearDay()+6-int(t.Weekday()))/7)
	case 'W':
		return fmt.Sprintf("%02d", (t.YearDay()+6-(int(t.Weekday())+6)%7)/7)
	case 'G', 'V', 'g':
		year, week := t.ISOWeek()
		switch verb {
		case 'G':
			return strconv.Itoa(year)
		case 'g':
			return fmt.Sprintf("%02d", year%100)
		}
		return fmt.Sprintf("%02d", week)
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case '%':
		return "%"
	}
	return "%" + string(verb)
}

// strptime reads a date; what does not fit the format is a warning and time 0.
func strptime(c call) (value, error) {
	t, err := parseDate(c.Str(0), c.Str(1))
	if err != nil {
		c.Warn("strptime conversion failed: %v", err)
		return interp.Time(0), nil
	}
	return interp.Time(float64(t.Unix())), nil
}

func parseDate(format, s string) (time.Time, error) {
	year, month, day, hour, minute, sec, yearDay := 1970, 1, 1, 0, 0, 0, 0
	pm, hour12, offset := false, false, 0
	bad := fmt.Errorf("%q does not have the form %q", s, format)
	number := func(most int) (int, bool) {
		n, i := 0, 0
		for i < most && i < len(s) && isDigit(s[i]) {
			n = n*10 + int(s[i]-'0')
			i++
		}
		s = s[i:]
		return n, i > 0
	}
	name := func(of func(int) string, n int) (int, bool) {
		for i := range n {
			full := of(i)
			for _, w := range []string{full, full[:3]} {
				if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
					s = s[len(w):]
					return i, true
				}
			}
		}
		return 0, false
	}
	for _, long := range [][2]string{{"%T", "%H:%M:%S"}, {"%D", "%m/%d/%y"}, {"%F", "%Y-%m-%d"}, {"%R", "%H:%M"}} {
		format = strings.ReplaceAll(format, long[0], long[1])
	}
	for i := 0; i < len(format); i++ {
		if format[i] == ' ' {
			s = strings.TrimLeft(s, " \t")
			continue
		}
		if format[i] != '%' || i+1 == len(format) {
			if s == "" || s[0] != format[i] {
				return time.Time{}, bad
			}
			s = s[1:]
			continue
		}
		i++
		ok := true
		switch format[i] {
		case 'Y':
			year, ok = number(4)
		case 'y':
			if year, ok = number(2); year < 69 {
				year += 2000
			} else {
				year += 1900
			}
		case 'm':
			month, ok = number(2)
		case 'd', 'e':
			s = strings.TrimLeft(s, " ")
			day, ok = number(2)
		case 'H', 'k':
			s = strings.TrimLeft(s, " ")
			hour, ok = number(2)
		case 'I', 'l':
			s = strings.TrimLeft(s, " ")
			hour, ok = number(2)
			hour12 = true
		case 'M':
			minute, ok = number(2)
		case 'S':
			sec, ok = number(2)
		case 'j':
			yearDay, ok = number(3)
		case 'b', 'B', 'h':
			month, ok = name(func(i int) string { return time.Month(i + 1).String() }, 12)
			month++
		case 'a', 'A':
			_, ok = name(func(i int) string { return time.Weekday(i).String() }, 7)
		case 'p':
			if ok = len(s) >= 2 && (s[0]|0x20 == 'a' || s[0]|0x20 == 'p') && s[1]|0x20 == 'm'; ok {
				pm = s[0]|0x20 == 'p'
				s = s[2:]
			}
		case 's':
			var n int
			n, ok = number(12)
			u := time.Unix(int64(n), 0).UTC()
			year, month, day, hour, minute, sec = u.Year(), int(u.Month()), u.Day(), u.Hour(), u.Minute(), u.Second()
		case 'z':
			var n int
			if ok = len(s) >= 5 && (s[0] == '+' || s[0] == '-'); ok {
				minus := s[0] == '-'
				s = s[1:]
				n, ok = number(4)
				if offset = n/100*3600 + n%100*60; minus {
					offset = -offset
				}
			}
		case '%':
			if ok = s != "" && s[0] == '%'; ok {
				s = s[1:]
			}
		default:
			ok = false
		}
		if !ok {
			return time.Time{}, bad
		}
	}
	if hour12 {
		if hour %= 12; pm {
			hour += 12
		}
	}
	if month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || sec > 60 {
		return time.Time{}, bad
	}
	t := time.Date(year, time.Month(month), day, hour, minute, sec, 0, time.UTC)
	if yearDay > 0 {
		t = time.Date(year, 1, yearDay, hour, minute, sec, 0, time.UTC)
	}
	return t.Add(-time.Duration(offset) * time.Second), nil
}
