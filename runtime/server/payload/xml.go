package payload

import "runnel/runtime/value/xmltext"

// bodyXML is how an XML body is shown: lower-cased tag names, attributes under
// "$", text beside attributes or children under "_", repeated elements as an
// array, white space of texts collapsed.
var bodyXML = xmltext.Options{AttrKey: "$", CharKey: "_", Normalize: true, LowerTags: true}
