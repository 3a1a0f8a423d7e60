# find_entropy measures how random bytes are.
function show(r: entropy_test_result) { print fmt("%.4f %.4f %.4f %.4f %.4f", r$entropy, r$chi_square, r$mean, r$monte_carlo_pi, r$serial_correlation); }
event bro_init() { show(find_entropy("aaaaaaaaaaaa")); show(find_entropy("abcdefghijkl")); show(find_entropy("")); }
# expect: 0.0000 3060.0000 97.0000 4.0000 -100000.0000
# expect: 3.5850 244.0000 102.5000 4.0000 0.5385
# expect: 0.0000 0.0000 0.0000 0.0000 -100000.0000
