import type { ReactNode } from "react";
import { classes } from "./classes";
import css from "./Table.module.css";

export interface Column<Row> {
	id: string;
	title: ReactNode;
	/** Number columns stand right. */
	align?: "right";
	/** CSS width; without one the column takes what is left. */
	width?: string;
	cell: (row: Row) => ReactNode;
}

/** A plain table for lists that fit into memory and onto a page; long lists use a virtualised list of their own. */
export function Table<Row>(props: {
	label: string;
	columns: Column<Row>[];
	rows: Row[];
	rowKey: (row: Row) => string;
	onOpen?: (row: Row) => void;
}) {
	return (
		<table className={css.table} aria-label={props.label}>
			<colgroup>
				{props.columns.map((column) => (
					<col key={column.id} style={{ width: column.width }} />
				))}
			</colgroup>
			<thead>
				<tr>
					{props.columns.map((column) => (
						<th key={column.id} scope="col" className={column.align && css[column.align]}>
							{column.title}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{props.rows.map((row) => (
					<tr
						key={props.rowKey(row)}
						className={classes(props.onOpen && css.clickable)}
						onClick={(event) => {
							if (!props.onOpen) return;
							// Buttons, switches and links inside of the row speak for themselves.
							if ((event.target as HTMLElement).closest("button,a,input,select,[role=menuitem]")) return;
							if (window.getSelection()?.toString()) return;
							props.onOpen(row);
						}}
					>
						{props.columns.map((column) => (
							<td key={column.id} className={column.align && css[column.align]}>
								{column.cell(row)}
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}
