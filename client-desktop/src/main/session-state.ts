import type { News } from '../agent/messages.js';
import type { LiveSession, ReportedValue, Run, Session } from '../ipc/session.js';

export const FIRST_SESSION: Session = { stage: 'form', serverUrl: '', objective: null, reading: false, problem: null };

/** The session after the agent's process told something. Pure; what does not concern the stage changes nothing. */
export function hearNews(session: Session, news: News, nowMs: number): Session {
  switch (session.stage) {
    case 'form':
      if (news.kind === 'inspected') return { ...session, objective: news.facts, reading: false, problem: null };
      if (news.kind === 'problem') return { ...session, objective: null, reading: false, problem: news.text };
      return session;
    case 'live':
      return hearLiveNews(session, news, nowMs);
    case 'consent':
    case 'ended':
      return session;
  }
}

function hearLiveNews(session: LiveSession, news: News, nowMs: number): Session {
  if (news.kind === 'event') return hearEvent(session, news.event, nowMs);
  const { work, run, released } = session;
  if (news.kind === 'problem') return { stage: 'ended', why: 'failed', text: news.text, work, run, released };
  if (news.kind === 'ended') {
    return { stage: 'ended', why: news.why === 'closed' ? 'left' : news.why, text: news.text, work, run, released };
  }
  return session;
}

type AgentEvent = Extract<News, { kind: 'event' }>['event'];

function hearEvent(session: LiveSession, event: AgentEvent, nowMs: number): LiveSession {
  switch (event.kind) {
    case 'connection':
      if (event.state === 'connected') return { ...session, connection: { state: 'connected', coordinator: event.coordinator } };
      if (event.state === 'lost')
        return { ...session, connection: { state: 'lost', reason: event.reason, retryAtMs: nowMs + event.retryMs } };
      return session;
    case 'joined':
      return { ...session, notice: null };
    case 'refused':
      return { ...session, notice: `The coordinator does not take this client: ${event.reason}` };
    case 'plan': {
      const { run: id, name, algorithm, rounds, dimension } = event;
      return { ...session, run: { id, name, algorithm, rounds, dimension, status: 'running', privacy: promiseOf(event.privacy) } };
    }
    case 'released': {
      const { kind: _kind, client: _client, ...about } = event;
      return { ...session, released: [about, ...session.released.filter(({ dataSet }) => dataSet !== about.dataSet)] };
    }
    case 'progress':
      return { ...session, work: workOf(event) };
    case 'value':
      return {
        ...session,
        work: workOf(event),
        notice: event.failure === null ? null : `The last round got no answer from here: ${event.failure}`,
      };
    case 'run':
      return session.run?.id === event.run ? { ...session, run: { ...session.run, status: event.status } satisfies Run } : session;
  }
}

function promiseOf(privacy: Extract<AgentEvent, { kind: 'plan' }>['privacy']): Run['privacy'] {
  if (privacy === null) return null;
  const { unit, relation, trust, epsilon, delta, dataSet, clip, noise } = privacy;
  return { unit, relation, trust, epsilon, delta, dataSet, clip, noise };
}

function workOf(event: Extract<AgentEvent, { kind: 'progress' | 'value' }>): LiveSession['work'] {
  const { client, state, round, value, best, queries, budget, bytesUp, bytesDown } = event;
  return { client, state, round, value, best, queries, budget, bytesUp, bytesDown };
}

/** The point of the curve that some news adds; null for most. Of the two answers a round may take, the last one counts. */
export function reportedValue(news: News): ReportedValue | null {
  if (news.kind !== 'event' || news.event.kind !== 'value') return null;
  const { run, round, queries, value } = news.event;
  return run === null || round === null || value === null ? null : { run, round, queries, value };
}
