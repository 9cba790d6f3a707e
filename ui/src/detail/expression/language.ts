/** The language of expression fields for CodeMirror: text with JavaScript between {{ and }}. */
import { javascriptLanguage } from "@codemirror/lang-javascript";
import { defineLanguageFacet, Language, LanguageSupport, languageDataProp } from "@codemirror/language";
import {
	type Input,
	NodeType,
	Parser,
	type ParseWrapper,
	type PartialParse,
	parseMixed,
	Tree,
	type TreeFragment,
} from "@lezer/common";
import { styleTags, tags } from "@lezer/highlight";
import { segments } from "./segments";

const data = defineLanguageFacet({ closeBrackets: { brackets: ["(", "[", "{", "'", '"', "`"] } });

const marks = styleTags({ Brace: tags.processingInstruction });
const template = NodeType.define({ id: 0, name: "Template", top: true, props: [[languageDataProp, data]] });
const brace = NodeType.define({ id: 1, name: "Brace", props: [marks] });
const code = NodeType.define({ id: 2, name: "Code" });

const expressionParser = javascriptLanguage.parser.configure({ top: "SingleExpression" });

const nested: ParseWrapper = parseMixed((node) =>
	node.type === code && node.to > node.from ? { parser: expressionParser } : null,
);

/** Makes the tree of a template: braces and code; text has no nodes. */
export function templateTree(text: string): Tree {
	const children: Tree[] = [];
	const positions: number[] = [];
	const add = (type: NodeType, from: number, to: number) => {
		children.push(new Tree(type, [], [], to - from));
		positions.push(from);
	};
	for (const segment of segments(text)) {
		if (segment.kind !== "code") continue;
		add(brace, segment.from - 2, segment.from);
		add(code, segment.from, segment.to);
		if (!segment.open) add(brace, segment.to, segment.to + 2);
	}
	return new Tree(template, children, positions, text.length);
}

class TemplateParser extends Parser {
	createParse(
		input: Input,
		fragments: readonly TreeFragment[],
		ranges: readonly { from: number; to: number }[],
	): PartialParse {
		const end = ranges.at(-1)?.to ?? input.length;
		const parse: PartialParse = {
			parsedPos: 0,
			stoppedAt: null,
			stopAt() {},
			advance() {
				return templateTree(input.read(0, end));
			},
		};
		return nested(parse, input, fragments, ranges);
	}
}

export const templateLanguage = new Language(data, new TemplateParser(), [], "template");

export function templateSupport(): LanguageSupport {
	return new LanguageSupport(templateLanguage, [javascriptLanguage.data.of({})]);
}
