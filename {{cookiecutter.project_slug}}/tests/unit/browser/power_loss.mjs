// Cuts the power at many points of a workload (power_loss.py), and looks at what is left.
// Standard input: {"points", "seed", "workloads": [{"files": steps} | {"database", "journalMode",
// "synchronous", "project": whether the site brings that database}], ...}. Standard output: {"points", "lost", "corrupt", "detail"} for each workload.

import { readFileSync } from "node:fs";
import { MemoryDisk } from "./memory_disk.mjs";
import { afterPowerCut, randomFrom } from "./power_cut.mjs";
import { startPython } from "./python_on_disk.mjs";

const order = JSON.parse(readFileSync(0, "utf8"));
const { python, mount, mountProject, publish, unmount, addModules } = await startPython(order.runtime, order.browser);
addModules(order.tests, "file_checks", "power_loss");
const workload = python.pyimport("checks.power_loss");
const { Path } = python.pyimport("pathlib");

const note = (log) => (kind, value) => log.push([null, kind, value]);

const PROJECT = "/project";
publish(PROJECT, { "db.sqlite3": new Uint8Array(workload.shipped_database().toJs()) });

function start(disk, { project }) {
  if (project) mountProject(disk, PROJECT, "/data");
  else mount(disk, "/data");
}

function end({ project }) {
  unmount("/data");
  if (project) unmount(PROJECT);
}

const pathOf = ({ project, database }) => Path(project ? PROJECT : "/data", database);

/** @returns the log of a workload, from an empty disk on */
function record(job) {
  const { files, journalMode, synchronous } = job;
  const disk = new MemoryDisk();
  start(disk, job);
  disk.log = [];
  const images = disk.images(); // what the first start has made
  if (files) workload.change_files(Path("/data"), order.seed, files, note(disk.log));
  else workload.write_rows(pathOf(job), journalMode, synchronous, note(disk.log));
  const { log } = disk;
  disk.log = null;
  end(job);
  return { images, log };
}

function check(job, before) {
  const last = before.findLast(([name]) => name === null);
  if (!last) return "";
  if (!job.files) return workload.check_rows(pathOf(job), Number(last[2]));
  return workload.check_files(Path("/data"), last[1] === "begin" ? last[2] : `[${last[2]}]`);
}

function cut(job) {
  const random = randomFrom(order.seed);
  const { images, log } = record(job);
  const first = log.findIndex(([name]) => name === null);
  const result = { points: order.points, operations: log.length, lost: 0, corrupt: 0, detail: "" };
  for (let number = 0; number < order.points; number++) {
    const point = first + 1 + Math.floor(random() * (log.length - first));
    let disk = afterPowerCut(images, log, point, random);
    let outcome;
    try {
      if (random() < 0.3) {
        // and once more, while the next start puts things in order
        const again = disk.images();
        disk.log = [];
        start(disk, job);
        end(job);
        disk = afterPowerCut(again, disk.log, Math.floor(random() * (disk.log.length + 1)), random);
      }
      start(disk, job);
      outcome = check(job, log.slice(0, point));
      end(job);
    } catch (error) {
      outcome = String(error);
    }
    if (outcome) {
      result[outcome === "lost" ? "lost" : "corrupt"] += 1;
      result.detail ||= `point ${point} of ${log.length}: ${outcome}`;
    }
  }
  return result;
}

process.stdout.write(JSON.stringify(order.workloads.map(cut)));
