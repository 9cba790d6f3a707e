import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Tag as TagIcon } from "lucide-react";
import { Popover } from "radix-ui";
import { type FormEvent, useState } from "react";
import { createTag, listTags, messageOf, type Tag } from "@/api";
import { Badge, Button, IconButton, TextInput, toast } from "@/components";
import { useEditor, useEditorStore } from "@/document/store";
import { texts } from "@/texts/en";
import { pageTexts } from "@/texts/pages";
import css from "./TagsMenu.module.css";

const t = pageTexts.workflow;

function isTag(value: unknown): value is Tag {
	return typeof value === "object" && value !== null && "name" in value;
}

/** The workflow's tags, with a list to choose them from. */
export function TagsMenu() {
	const editor = useEditorStore();
	const client = useQueryClient();
	const readOnly = useEditor((state) => state.readOnly);
	const tags = useEditor((state) => state.document.tags);
	const [open, setOpen] = useState(false);
	const all = useQuery({ queryKey: ["tags"], queryFn: listTags, enabled: open });
	const own = (Array.isArray(tags) ? tags : []).filter(isTag);

	const put = (next: Tag[]) =>
		editor.getState().apply("tags", (document) => ({ ...document, tags: next.map(({ id, name }) => ({ id, name })) }));
	const toggle = (tag: Tag) =>
		put(own.some((one) => one.name === tag.name) ? own.filter((one) => one.name !== tag.name) : [...own, tag]);
	const create = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = event.currentTarget;
		const name = String(new FormData(form).get("name") ?? "").trim();
		if (!name) return;
		try {
			const made = all.data?.find((one) => one.name === name) ?? (await createTag(name));
			await client.invalidateQueries({ queryKey: ["tags"] });
			if (!own.some((one) => one.name === name)) put([...own, made]);
			form.reset();
		} catch (error) {
			toast({ kind: "error", title: messageOf(error) });
		}
	};

	return (
		<>
			{own.slice(0, 2).map((tag) => (
				<Badge key={tag.name}>{tag.name}</Badge>
			))}
			{own.length > 2 && <Badge>+{own.length - 2}</Badge>}
			{!readOnly && (
				<Popover.Root open={open} onOpenChange={setOpen}>
					<Popover.Trigger asChild>
						<IconButton small label={t.tags} icon={<TagIcon />} noTooltip />
					</Popover.Trigger>
					<Popover.Portal>
						<Popover.Content className={css.panel} align="start" sideOffset={4} aria-label={t.tags}>
							{all.data?.length === 0 && <p className={css.none}>{t.noTags}</p>}
							<ul className={css.list}>
								{all.data?.map((tag) => (
									<li key={tag.id}>
										<label className={css.row}>
											<input
												type="checkbox"
												checked={own.some((one) => one.name === tag.name)}
												onChange={() => toggle(tag)}
											/>
											<span>{tag.name}</span>
										</label>
									</li>
								))}
							</ul>
							<form className={css.add} onSubmit={create}>
								<TextInput name="name" placeholder={t.addTag} aria-label={t.addTag} maxLength={24} />
								<Button type="submit" icon={<Plus />} aria-label={texts.common.create} />
							</form>
						</Popover.Content>
					</Popover.Portal>
				</Popover.Root>
			)}
		</>
	);
}
