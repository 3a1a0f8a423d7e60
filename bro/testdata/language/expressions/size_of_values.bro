# |x| is a size or an absolute value.
type R: record { a: count; b: count; };
print |"abc"|, |set(1, 2)|, |table([1] = 2)|, |vector(1, 2, 3)|, |-5|, |-2.5|, |5|, |-3sec|, |R($a=1, $b=2)|;
print |1.2.3.4|, |10.0.0.0/30|, |double_to_time(3.0)|;
# expect: 3, 2, 1, 3, 5, 2.5, 5, 3.0, 2
# expect: 32, 4.0, 3.0
