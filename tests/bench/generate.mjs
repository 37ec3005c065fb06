// Pages like those of a real operations knowledge base, the same for the same number: about 7 kB each,
// with headings, prose, tables, links between pages and several code blocks.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const COMPONENTS = ['api-server', 'scheduler', 'etcd', 'ingress', 'object-store', 'block-storage', 'message-queue', 'database', 'cache', 'dns', 'load-balancer', 'registry', 'metrics', 'log-store', 'backup', 'identity'];
const SYMPTOMS = ['latency high', 'disk filling up', 'certificate expiring', 'replica missing', 'queue growing', 'errors increasing', 'target down', 'memory pressure', 'clock skew', 'quorum lost', 'throttled', 'restart loop'];
const TAGS = ['capacity', 'kubernetes', 'storage', 'network', 'security', 'database', 'monitoring', 'backup', 'hardware', 'upgrade'];
const WORDS = 'the a of to and in is it that node cluster service request write read disk replica leader member queue message volume pod container image host network address certificate key backup restore upgrade rollback metric alert threshold graph operator user client server process memory queue latency error retry timeout before after while until every most first second slow fast full empty healthy broken check wait stop start drain move copy remove add'.split(' ');

/** Mulberry32: small, and the same numbers everywhere. */
const numbers = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

class Writer {
  constructor(index, count, paths) {
    this.random = numbers(index + 1);
    Object.assign(this, { index, count, paths });
  }

  below(limit) {
    return Math.floor(this.random() * limit);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  many(count, make) {
    return Array.from({ length: count }, (_, at) => make(at));
  }

  word() {
    return this.pick(WORDS);
  }

  sentence() {
    const words = this.many(8 + this.below(12), () => this.word());
    if (this.random() < 0.3) words[3] = `\`${this.pick(COMPONENTS)}\``;
    if (this.random() < 0.1) words[5] = `**${words[5]}**`;
    if (this.random() < 0.15) words[6] = this.link();
    const text = words.join(' ');
    return `${text[0].toUpperCase()}${text.slice(1)}.`;
  }

  link() {
    const target = this.paths[this.below(this.count)];
    return `[${this.word()} ${this.word()}](../${target})`;
  }

  paragraph() {
    return this.many(2 + this.below(4), () => this.sentence()).join(' ');
  }

  list() {
    return this.many(3 + this.below(4), (at) => `${at + 1}. ${this.sentence()}`).join('\n');
  }

  table() {
    const row = () => `| ${this.word()} | \`${this.pick(COMPONENTS)}\` | ${this.below(1000)} ms |`;
    return ['| Sign | Where | Limit |', '| --- | --- | ---: |', ...this.many(4 + this.below(6), row)].join('\n');
  }

  shell() {
    const name = this.pick(COMPONENTS);
    const commands = [
      `kubectl -n ${name} get pods -o wide --field-selector=status.phase!=Running | head -n ${this.below(50)}`,
      `for node in $(kubectl get nodes -o name); do\n  kubectl describe "$node" | grep -A ${this.below(9)} '${this.word()}'  # ${this.word()}\ndone`,
      `systemctl status ${name}.service --no-pager; journalctl -u ${name} --since "-${this.below(60)} min"`,
      `export ${name.toUpperCase().replaceAll('-', '_')}_HOST=10.0.${this.below(255)}.${this.below(255)}`,
      `curl -fsS "http://$HOST:${this.below(9000)}/healthz?verbose=${this.below(2)}" || echo "${this.word()} failed" >&2`,
      `df -h /var/lib/${name} && du -xsh /var/lib/${name}/* | sort -h | tail -n ${this.below(20)}`,
    ];
    return `\`\`\`shell\n${this.many(3 + this.below(4), () => this.pick(commands)).join('\n')}\n\`\`\``;
  }

  session() {
    const name = this.pick(COMPONENTS);
    const lines = this.many(3, () => `${name}-${this.below(10)}   1/1   Running   ${this.below(9)}   ${this.below(99)}d`);
    return `\`\`\`console\n$ kubectl get pods -n ${name}\n${lines.join('\n')}\n\`\`\``;
  }

  yaml() {
    const name = this.pick(COMPONENTS);
    return `\`\`\`yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}, tier: "${this.below(4)}"}
spec:
  replicas: ${this.below(9)}
  template:
    spec:
      containers:
        - name: ${name}
          image: registry.example.org/${name}:1.${this.below(30)}
          args: ["--limit=${this.below(999)}", "--${this.word()}"]  # ${this.word()}
\`\`\``;
  }

  promql() {
    const name = this.pick(COMPONENTS).replaceAll('-', '_');
    return `\`\`\`promql\nsum by (instance) (rate(${name}_errors_total{job=~"${name}.*", code!="200"}[${this.below(30)}m]))\n  / sum by (instance) (rate(${name}_requests_total[5m])) > 0.${this.below(99)}\n\`\`\``;
  }

  page(title, kind) {
    const sections = kind === 'runbook' ? ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'] : ['Why', 'Practice', 'Limits', 'Check'];
    const own = kind === 'runbook' ? [`severity: ${this.pick(['critical', 'warning', 'info'])}`, `alerts: [Bench${this.index}Alert]`] : ['maturity: adopted'];
    const blocks = [() => this.shell(), () => this.shell(), () => this.yaml(), () => this.promql(), () => this.session()];
    const front = ['---', `title: ${title}`, `description: ${this.sentence().replace(/[[\]`*:#]|\(.*?\)/g, '')}`, `owner: team-${this.below(12)}`,
      `tags: [${[...new Set(this.many(3, () => this.pick(TAGS)))].join(', ')}]`, ...own, '---', ''];
    const body = sections.flatMap((section) => [
      `## ${section}`, this.paragraph(), this.pick(blocks)(), this.paragraph(),
      `### ${this.word()} and ${this.word()}`, this.list(), this.random() < 0.5 ? this.table() : this.pick(blocks)(), this.paragraph(),
    ]);
    return `${front.join('\n')}\n${body.join('\n\n')}\n`;
  }
}

/** Writes `count` pages below `folder`. */
export const generate = (folder, count) => {
  const kind = (index) => (index % 3 === 0 ? 'best-practice' : 'runbook');
  const paths = Array.from({ length: count }, (_, index) => `${kind(index) === 'runbook' ? 'runbooks' : 'best-practices'}/page-${index}.md`);
  for (const [index, path] of paths.entries()) {
    const component = COMPONENTS[index % COMPONENTS.length];
    const title = `${component} ${SYMPTOMS[Math.floor(index / COMPONENTS.length) % SYMPTOMS.length]} ${index}`;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, new Writer(index, count, paths).page(title, kind(index)));
  }
};
