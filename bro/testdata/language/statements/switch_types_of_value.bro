# switch works on all plain types.
type E: enum { A, B };
function s(x: string): count { switch x { case "a": return 1; case "b", "c": return 2; } return 0; }
function a(x: addr): count { switch x { case 1.2.3.4: return 1; case [::1]: return 2; } return 0; }
function p(x: port): count { switch x { case 80/tcp: return 1; } return 0; }
function e(x: E): count { switch x { case A: return 1; case B: return 2; } return 0; }
function b(x: bool): count { switch x { case T: return 1; case F: return 2; } return 0; }
function i(x: interval): count { switch x { case 1min: return 1; default: return 9; } return 0; }
function d(x: double): count { switch x { case 1.5: return 1; } return 0; }
function n(x: subnet): count { switch x { case 10.0.0.0/8: return 1; } return 0; }
print s("a"), s("c"), s("z"), a(1.2.3.4), a([::1]), p(80/tcp), p(80/udp), e(B), b(F), i(60sec), i(1sec), d(1.5), n(10.0.0.0/8);
# expect: 1, 2, 0, 1, 2, 1, 0, 2, 2, 1, 9, 1, 1
