package source

import "regexp"

// reach matches what a script needs to get at built-in objects or the global
// object in order to change them, or at state that modules keep.
var reach = regexp.MustCompile(`\b(?:globalThis|global|eval|Function|GeneratorFunction|AsyncFunction|constructor|prototype|__proto__|` +
	`getPrototypeOf|setPrototypeOf|defineProperty|defineProperties|__defineGetter__|__defineSetter__|Reflect|Proxy|Settings|` +
	`require|module|exports|import|with|caller|callee|WebAssembly)\b|\\[ux]`)

// change matches an assignment to a built-in object or to a member of one.
var change = regexp.MustCompile(`\b(?:Array|ArrayBuffer|BigInt|Boolean|Buffer|console|DataView|Date|DateTime|Duration|Error|Infinity|Interval|Intl|` +
	`JSON|Map|Math|NaN|Number|Object|Promise|RangeError|ReferenceError|RegExp|Set|String|Symbol|SyntaxError|TypeError|URL|WeakMap|WeakSet|` +
	`undefined)\b(?:\s*\.\s*\w+|\s*\[[^\]]*\])*\s*(?:=[^=>]|\+\+|--|[-+*/%&|^?]+=)`)

// helperThis matches the uses of this that do not reach the global object.
var helperThis = regexp.MustCompile(`\bthis\s*\.\s*(?:helpers|getNodeParameter|getWorkflowStaticData|getBinaryDataAsync|setBinaryDataAsync)\b`)

var anyThis = regexp.MustCompile(`\bthis\b`)

// IsTame tells whether a script cannot change what a later run of it sees,
// short of undeclared variables, which the check after a run finds.
func IsTame(code string) bool {
	return !reach.MatchString(code) && !change.MatchString(code) && !anyThis.MatchString(helperThis.ReplaceAllString(code, ""))
}

var (
	namesAssigned = regexp.MustCompile(`(?:^|[^.\w$])([A-Za-z_$][\w$]*)\s*(?:=[^=>]|\+\+|--|(?:\*\*|&&|\|\||\?\?|<<|>>>?|[-+*/%&|^])=)|(?:\+\+|--)\s*([A-Za-z_$][\w$]*)|` +
		`\bfor\s*(?:await\s*)?\(\s*([A-Za-z_$][\w$]*)\s+(?:of|in)\b`)
	namesDeclared = regexp.MustCompile(`\b(?:const|let|var|function|class)\s*\*?\s*([A-Za-z_$][\w$]*)`)
)

// MayLeak tells whether a script may assign to a variable that it does not
// declare, and so put it on the global object. It reads the text only, and may
// be wrong by saying yes.
func MayLeak(code string) bool {
	known := map[string]bool{}
	for _, m := range namesDeclared.FindAllStringSubmatch(code, -1) {
		known[m[1]] = true
	}
	for _, m := range namesAssigned.FindAllStringSubmatch(code, -1) {
		for _, name := range m[1:] {
			if name != "" && !known[name] {
				return true
			}
		}
	}
	// Patterns assign to names that are hard to tell by their text.
	return len(patternAssigned.FindAllString(code, -1)) > len(patternDeclared.FindAllString(code, -1))
}

var (
	// patternAssigned matches the ends of patterns that are assigned to, and
	// patternDeclared the beginnings of those that declare.
	patternAssigned = regexp.MustCompile(`[\]}]\s*=[^=>]`)
	patternDeclared = regexp.MustCompile(`\b(?:const|let|var)\s*[\[{]`)
)
