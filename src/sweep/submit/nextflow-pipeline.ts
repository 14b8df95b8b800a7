/** A sweep as a pipeline of Nextflow (DSL2); where it runs is left to the user's own configuration. */
import { type SweepJob, shardCommand } from './job.ts';
import { quoted } from './shell.ts';

/** The text of a `main.nf`: a process for every open shard, and one that puts the results together. */
export function nextflowPipeline(job: SweepJob): string {
  const { name, folder, shards, open, command, threads, atOnce, seconds, memory } = job;
  const directives = [
    `cpus ${threads}`,
    ...(memory === undefined ? [] : [`memory '${memory} MB'`]),
    ...(seconds === undefined ? [] : [`time '${seconds}s'`]),
    ...(atOnce === undefined ? [] : [`maxForks ${atOnce}`]),
    `errorStrategy { task.attempt <= ${attemptsMore} ? 'retry' : 'ignore' }`,
    `maxRetries ${attemptsMore}`,
  ];
  return `// The sweep ${name}. Runs that are done stay done, so a shard that is begun again goes on where it was.

process shard {
    tag "\${part} of ${shards}"
    ${directives.join('\n    ')}

    input:
    val part

    output:
    val part

    script:
    """
    ${inGroovy(shardCommand(job))} --shard \${part}/${shards} --threads \${task.cpus}
    """
}

// Fails where a run failed or is missing: a shard that was given up is told of here.
process mergeShards {
    input:
    val parts

    script:
    """
    ${inGroovy(`${command} sweep merge ${quoted(folder)}`)}
    """
}

workflow {
    mergeShards(shard(channel.fromList([${open.map((index) => index + 1).join(', ')}])).toList())
}
`;
}

/** How often a shard is begun again before it is given up; going on costs little. */
const attemptsMore = 3;

/** Text in a string of Groovy that has three double quotes around it. */
function inGroovy(text: string): string {
  return text.replace(/[\\$"]/g, '\\$&');
}
