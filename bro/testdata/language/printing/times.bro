# A time prints as seconds, with six digits behind the point at most.
print double_to_time(0.0), double_to_time(1.5), double_to_time(1315801931.273616);
# expect: 0.0, 1.5, 1315801931.273616
