##! Structures that estimate: cardinalities, most frequent elements, membership.

## A counter whose estimates are within err of the truth with this confidence.
global hll_cardinality_init: function(err: double, confidence: double): opaque of cardinality;
global hll_cardinality_add: function(handle: opaque of cardinality, elem: any): bool;
## Adds what handle2 counted to handle1.
global hll_cardinality_merge_into: function(handle1: opaque of cardinality, handle2: opaque of cardinality): bool;
global hll_cardinality_estimate: function(handle: opaque of cardinality): double;
global hll_cardinality_copy: function(handle: opaque of cardinality): opaque of cardinality;

## Keeps the size most frequent elements.
global topk_init: function(size: count): opaque of topk;
global topk_add: function(handle: opaque of topk, value: any);
## The k most frequent elements, most frequent first, and those as frequent as the last.
global topk_get_top: function(handle: opaque of topk, k: count): any_vec;
global topk_count: function(handle: opaque of topk, value: any): count;
## By how much topk_count may be too high.
global topk_epsilon: function(handle: opaque of topk, value: any): count;
global topk_size: function(handle: opaque of topk): count;
global topk_sum: function(handle: opaque of topk): count;
global topk_merge: function(handle1: opaque of topk, handle2: opaque of topk);
global topk_merge_prune: function(handle1: opaque of topk, handle2: opaque of topk);

## A filter with false-positive rate fp when it holds capacity elements.
global bloomfilter_basic_init: function(fp: double, capacity: count, name: string &default=""): opaque of bloomfilter;
## A filter with k hash functions over cells that count up to max (255 at most).
global bloomfilter_counting_init: function(k: count, cells: count, max: count, name: string &default=""): opaque of bloomfilter;
## A filter with k hash functions over this many cells.
global bloomfilter_basic_init2: function(k: count, cells: count, name: string &default=""): opaque of bloomfilter;
global bloomfilter_add: function(bf: opaque of bloomfilter, x: any);
## How often x was added, at most; 0 is certain.
global bloomfilter_lookup: function(bf: opaque of bloomfilter, x: any): count;
global bloomfilter_clear: function(bf: opaque of bloomfilter);
## Takes x out of a counting filter once; F if it was not in.
global bloomfilter_decrement: function(bf: opaque of bloomfilter, x: any): bool;
## The filter of what is in both.
global bloomfilter_intersect: function(bf1: opaque of bloomfilter, bf2: opaque of bloomfilter): opaque of bloomfilter;
## A text that is the same for filters with the same content.
global bloomfilter_internal_state: function(bf: opaque of bloomfilter): string;
global bloomfilter_merge: function(bf1: opaque of bloomfilter, bf2: opaque of bloomfilter): opaque of bloomfilter;
