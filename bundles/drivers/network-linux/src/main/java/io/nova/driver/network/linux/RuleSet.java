package io.nova.driver.network.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables of our own in the kernel, replaced in one transaction: there is never a moment without
 * them, and never half of them. It remembers what the kernel made of them, so that another's change
 * is seen.
 */
final class RuleSet {

    private final Commands commands;
    private final String nft;
    private final List<String> tables;
    private final Path script;
    private final Path change;
    private final Path seen;

    /**
     * @param name of the files in the run directory
     * @param tables each with its family, for example {@code ip nova}
     */
    RuleSet(Commands commands, String nft, Path runDirectory, String name, List<String> tables) {
        this.commands = commands;
        this.nft = nft;
        this.tables = tables;
        script = runDirectory.resolve(name + ".nft");
        change = runDirectory.resolve(name + ".change.nft");
        seen = runDirectory.resolve(name + ".seen");
    }

    /**
     * Puts the tables into force, unless they are.
     *
     * @param definition of the tables; if empty, there are none
     */
    void ensure(String definition) throws InterruptedException {
        String key = Names.digest(definition);
        Optional<String> earlier = WholeFiles.read(seen);
        boolean same = earlier.isPresent() && earlier.get().startsWith(key);
        if (same && earlier.equals(Optional.of(key + "\n" + list()))) {
            return;
        }
        StringBuilder clean = new StringBuilder();
        for (String table : tables) {
            clean.append("add table %s%ndelete table %s%n".formatted(table, table));
        }
        WholeFiles.write(script, clean + definition, "rw-------");
        commands.run(List.of(nft, "-f", "-"), script);
        if (definition.isEmpty()) {
            List.of(seen, script, change).forEach(WholeFiles::delete);
        } else {
            // What the kernel makes of it: later, any other listing is someone else's change.
            WholeFiles.write(seen, key + "\n" + list(), "rw-------");
        }
    }

    /**
     * Changes some of the tables at once; the next {@link #ensure} replaces all.
     *
     * @return whether it did; if not, they are not as they should be, and all is as before
     */
    boolean change(String steps) throws InterruptedException {
        // First, so that nobody takes the change for what was seen.
        WholeFiles.delete(seen);
        WholeFiles.write(change, steps, "rw-------");
        return !commands.attempt(List.of(nft, "-f", "-"), change).failed();
    }

    // One by one: in a script, nft lists only the last table that is asked for.
    private String list() throws InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String table : tables) {
            List<String> argv = new ArrayList<>(List.of(nft, "-s", "list", "table"));
            argv.addAll(List.of(table.split(" ", -1)));
            Commands.Result result = commands.attempt(argv);
            all.append(result.failed() ? "" : result.output());
        }
        return all.toString();
    }
}
