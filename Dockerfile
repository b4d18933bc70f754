# One image, two commands: the web server (node lib/web/main.ts) and the worker (node lib/worker/main.ts).
# Neither writes to its own files, so both run with a read-only root file system and /tmp in memory.
FROM node:26.10.0-bookworm-slim AS build
WORKDIR /tarmac
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 TARMAC_STANDALONE=1
RUN node node_modules/next/dist/bin/next build
# What is optional carries Node, PostgreSQL and the compilers: the image has the first, and runs without the others.
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:26.10.0-bookworm-slim
WORKDIR /tarmac
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000 TARMAC_DATA=/tmp/tarmac MALLOC_ARENA_MAX=2
COPY --from=build /tarmac/.next/standalone ./
COPY --from=build /tarmac/.next/static ./.next/static
COPY --from=build /tarmac/node_modules ./node_modules
COPY --from=build /tarmac/package.json ./
COPY --from=build /tarmac/lib ./lib
COPY --from=build /tarmac/prisma ./prisma
COPY --from=build /tarmac/bin ./bin
USER node
EXPOSE 3000
CMD ["node", "lib/web/main.ts"]
