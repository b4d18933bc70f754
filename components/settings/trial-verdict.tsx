import { ErrorState } from '#components/ui/error-state.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';

/** What came of trying a connection: the answer of the trial, or why there was none. */
export function TrialVerdict({ trial: { data, error } }: { trial: { data: { ok: boolean; message: string } | undefined; error: unknown } }) {
  return (
    <>
      {/* There before its words, or a screen reader would not read them out. */}
      <div role="status" className="empty:sr-only">
        {data ? (
          <p className={`flex items-start gap-2 rounded-lg px-3 py-2 ${data.ok ? 'bg-hover' : 'bg-fail-soft'}`}>
            <StatusGlyph tone={data.ok ? 'ok' : 'failing'} className="mt-1" />
            <span className="min-w-0 break-words">{data.message}</span>
          </p>
        ) : null}
      </div>
      {error ? <ErrorState error={error} what="The connection was not tried" compact /> : null}
    </>
  );
}
