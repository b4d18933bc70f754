import { z } from 'zod';
import { KubeError, type KubeErrorCode } from './kube-error.ts';

const statusSchema = z.object({
  message: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  code: z.number().optional().catch(undefined),
  details: z.object({ retryAfterSeconds: z.number().optional().catch(undefined) }).optional().catch(undefined),
});

/** The fields read of a `metav1.Status` (kubernetes/apimachinery `pkg/apis/meta/v1/types.go`). */
export type KubeStatus = z.infer<typeof statusSchema>;

/** Reads a Status object leniently; null for anything that is none. */
export function readStatus(value: unknown): KubeStatus | null {
  const parsed = statusSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** How admission webhooks and ValidatingAdmissionPolicies begin what they say (kubernetes/apiserver `pkg/admission`); missing rights are told otherwise. */
const admissionDenied = /\bdenied (?:the )?request\b/;

/** An HTTP status other than 2xx, or the Status of an ERROR frame, as a KubeError. */
export function statusError(
  httpStatus: number,
  status: KubeStatus | null,
  context: { server: string; what: string; retryAfterMs?: number | null },
): KubeError {
  const { server, what } = context;
  const said = status?.message ? ` It says: ${oneLine(status.message)}` : '';
  const text: Partial<Record<KubeErrorCode, string>> = {
    unauthorized: `${server} does not accept the credentials of this kubeconfig (401). Renew the token or client certificate.`,
    forbidden: admissionDenied.test(status?.message ?? '')
      ? `An admission policy of ${server} does not let anybody ${what} now (403).${said}`
      : `${server} does not allow this user to ${what} (403). Grant that right to the user of the kubeconfig.${said}`,
    'not-found': `${server} has nothing there when asked to ${what} (404).${said}`,
    conflict: `${server} changed in the meantime when asked to ${what} (409). Trying again reads it anew.`,
    expired: `${server} no longer has the asked resource version (410). A new listing starts.`,
    throttled: `${server} asks to slow down (429). The request is repeated later.`,
    'too-large': `${server} calls the request too large (413).`,
    rejected: httpStatus < 400
      ? `${server} sends elsewhere (${httpStatus}) when asked to ${what}. Tarmac does not follow, since credentials would go along: put the API server's own address into the kubeconfig.`
      : `${server} rejected the request to ${what} (${httpStatus}).${said}`,
    'server-error': `${server} failed to ${what} (${httpStatus}).${said}`,
  };
  const code = codeOf(httpStatus, status?.reason);
  const bodySeconds = status?.details?.retryAfterSeconds;
  return new KubeError(code, text[code] ?? `${server} answered ${httpStatus}.${said}`, {
    status: httpStatus,
    retryAfterMs: context.retryAfterMs ?? (bodySeconds ? bodySeconds * 1000 : null),
  });
}

function codeOf(httpStatus: number, reason: string | undefined): KubeErrorCode {
  if (reason === 'Expired' || reason === 'Gone' || httpStatus === 410) return 'expired';
  switch (httpStatus) {
    case 401: return 'unauthorized';
    case 403: return 'forbidden';
    case 404: return 'not-found';
    case 409: return 'conflict';
    case 413: return 'too-large';
    case 429: return 'throttled';
    default: return httpStatus >= 500 ? 'server-error' : 'rejected';
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
