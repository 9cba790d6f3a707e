import { get, post, rememberSession } from "./client";
import type { Invitation, ReadySession, Session, User } from "./types";

async function remembered<T extends Session>(session: Promise<T>): Promise<T> {
	const value = await session;
	rememberSession(value);
	return value;
}

export const fetchSession = () => remembered(get<Session>("/session"));
export const setUp = (owner: {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
	token?: string;
}) => remembered(post<ReadySession>("/setup", owner));
export const logIn = (email: string, password: string) => remembered(post<ReadySession>("/login", { email, password }));
export const acceptInvite = (answer: { token: string; password: string; firstName: string; lastName: string }) =>
	remembered(post<ReadySession>("/invite", answer));
/** Whom an invitation is for, or why it does not count. */
export const lookAtInvite = (token: string) => post<Invitation>("/invite/look", { token });
export const logOut = () => post<void>("/logout");
export const renameMe = (name: { firstName: string; lastName: string }) => post<User>("/me", name);
export const changePassword = (current: string, next: string) => post<void>("/me/password", { current, next });
