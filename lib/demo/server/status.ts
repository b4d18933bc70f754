/** A `metav1.Status` that an API server answers with instead of an object. */
export type StatusBody = {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, unknown>;
  status: 'Failure';
  message: string;
  reason: string;
  details?: StatusDetails;
  code: number;
};
export type StatusDetails = {
  name?: string;
  group?: string;
  kind?: string;
  causes?: { reason: string; message: string; field?: string }[];
  retryAfterSeconds?: number;
};

/** An answer that is an error of the Kubernetes API; thrown by whatever handles a request. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  get body(): StatusBody {
    return statusBody(this.code, this.reason, this.message, this.details);
  }
}

/** The JSON of a failure. */
export function statusBody(code: number, reason: string, message: string, details?: StatusDetails): StatusBody {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details ? { details } : {}), code };
}

/** 404 of one object, in the words of Kubernetes (apimachinery api/errors). */
export function notFound(resource: string, name: string, group = ''): StatusError {
  const qualified = group ? `${resource}.${group}` : resource;
  return new StatusError(404, 'NotFound', `${qualified} "${name}" not found`, { name, ...(group ? { group } : {}), kind: resource });
}

/** 404 of a path that nothing serves. */
export function noSuchPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** 410 for a version or continue token that is no longer known. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}
