import { readConfig } from '@invigil/server-kit/config';
import { z } from 'zod';

const settings = z.object({
  NODE_NAME: z.string().min(1),
  KUBERNETES_SERVICE_HOST: z.string().min(1),
  KUBERNETES_SERVICE_PORT: z.string().default('443'),
  /** The account that Kubernetes gives every pod which asks for one. */
  ACCOUNT_DIR: z.string().default('/var/run/secrets/kubernetes.io/serviceaccount'),
});

/** What Kubernetes tells a pod of itself. Throws ConfigError listing every fault. */
export const readNodeAddressConfig = (env = process.env) => readConfig(settings, env);
