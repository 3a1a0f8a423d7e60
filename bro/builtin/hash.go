package builtin

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"hash/fnv"

	"brig/bro/interp"
)

// hashFuncs is the family of digests. Results are in lower-case hexadecimal.
func hashFuncs() table {
	t := table{
		"md5_hmac":    keyed(md5.New),
		"sha256_hmac": keyed(sha256.New),
		"fnv1a32": func(c call) (value, error) {
			h := fnv.New32a()
			h.Write(c.Args[0].Append(nil))
			return count(h.Sum32())
		},
		"fnv1a64": func(c call) (value, error) {
			h := fnv.New64a()
			h.Write(c.Args[0].Append(nil))
			return count(h.Sum64())
		},
		"hrw_weight": hrwWeight,
	}
	for name, h := range map[string]func() hash.Hash{
		"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New,
		"sha384": sha512.New384, "sha512": sha512.New,
	} {
		t[name+"_hash"] = digest(func(call) hash.Hash { return h() })
		t[name+"_hash_init"] = func(c call) (value, error) {
			return (&interp.Opaque{T: c.Result, X: h()}).Value(), nil
		}
		t[name+"_hash_update"] = func(c call) (value, error) {
			h, ok := c.Args[0].Opaque().X.(hash.Hash)
			if !ok {
				return boolean(false)
			}
			h.Write([]byte(c.Str(1)))
			return boolean(true)
		}
		t[name+"_hash_finish"] = func(c call) (value, error) {
			o := c.Args[0].Opaque()
			h, ok := o.X.(hash.Hash)
			if !ok {
				return none, errors.New("the digest has been finished already")
			}
			o.X = nil
			return str(hex.EncodeToString(h.Sum(nil)))
		}
	}
	return t
}

// digest hashes its arguments one after the other; what is no string is
// hashed in its print form.
func digest(start func(c call) hash.Hash) interp.Builtin {
	return func(c call) (value, error) {
		h := start(c)
		var buf [128]byte
		for _, a := range c.Args {
			h.Write(a.Append(buf[:0]))
		}
		return str(hex.EncodeToString(h.Sum(nil)))
	}
}

// keyed is digest with a key. In Bro the key is of this process; here it is of
// the seed, so that runs repeat.
func keyed(h func() hash.Hash) interp.Builtin {
	return digest(func(c call) hash.Hash { return hmac.New(h, []byte(base62(c.In.Seed))) })
}

// hrwWeight is the weight of a site for a key in highest random weight
// hashing (Thaler and Ravishankar, 1998), 31 bits.
func hrwWeight(c call) (value, error) {
	d, s := uint32(c.Count(0))&0x7fffffff, uint32(c.Count(1))
	w := 1103515245*((1103515245*s+12345)^d) + 12345
	return count(w % (1 << 31))
}
