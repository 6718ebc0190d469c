package io.nova.agent.host;

import io.nova.model.HostId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the agent works.
 *
 * @param report how often the host tells its roles
 * @param status where it writes how it stands; empty for nowhere
 * @param file the host's own, for changes from afar; empty if it has none
 * @param membership what joining wrote, if the host joined; empty if it is not told where
 * @param mark tells over the death of the process that a change was under way
 */
record Settings(
        HostId host,
        Duration report,
        Optional<Path> status,
        Optional<Path> file,
        Optional<Path> membership,
        Path mark) {}
