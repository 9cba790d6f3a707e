package platform

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestMathAsNode compares the functions of Math at many places with Node's, to the last bit.
func TestMathAsNode(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var list []string
	for _, f := range []string{"sin", "cos", "tan", "asin", "acos", "atan", "exp", "log", "log2", "log10", "log1p", "expm1", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "sqrt"} {
		s := "["
		for i := range 400 {
			x := rnd.Float64()
			switch i % 6 {
			case 1:
				x = x*20 - 10
			case 2:
				x *= 1000
			case 3:
				x *= 1e-5
			case 4:
				x = -x * 700
			case 5:
				x *= 1e18
			}
			s += fmt.Sprintf("%v,", x)
		}
		list = append(list, s+"0,-0,NaN,Infinity,-Infinity,1,-1,0.5,2,10,100,1e-320].map(x => Math."+f+"(x))")
	}
	for range 400 {
		a, b := rnd.Float64()*20, rnd.Float64()*40-20
		list = append(list, fmt.Sprintf("[Math.pow(%[1]v,%[2]v), Math.pow(-%[1]v, Math.round(%[2]v)), Math.pow(10, Math.round(%[2]v)), Math.hypot(%[1]v,%[2]v,3), Math.atan2(%[1]v,%[2]v), Math.atan2(-%[1]v,-(%[2]v))]", a, b))
	}
	list = append(list, "[0,-0,1,-1,2,0.5,Infinity,-Infinity,NaN,1e300,-3].flatMap(x => [0,-0,1,-1,2,0.5,-0.5,3,Infinity,-Infinity,NaN,1e300,-2.5].map(y => [Math.pow(x,y), Math.atan2(x,y), Math.hypot(x,y)]))")
	want := nodeBattery(t, list, "UTC")
	got := runBattery(t, list, "UTC")
	bad := 0
	for i := range list {
		if got[i] != want[i] {
			if bad++; bad < 12 {
				j := 0
				for j < len(got[i]) && j < len(want[i]) && got[i][j] == want[i][j] {
					j++
				}
				t.Errorf("%.60s…%s\n\tgot  %s\n\tnode %s", list[i], list[i][max(0, len(list[i])-30):], got[i][max(0, j-40):min(len(got[i]), j+30)], want[i][max(0, j-40):min(len(want[i]), j+30)])
			}
		}
	}
}
