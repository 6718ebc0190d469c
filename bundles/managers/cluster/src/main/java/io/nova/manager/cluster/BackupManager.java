package io.nova.manager.cluster;

import io.nova.api.cluster.BackupService;
import io.nova.api.identity.Authorizer;
import io.nova.model.RequestContext;
import io.nova.spi.state.ArchiveLines;
import io.nova.spi.state.StateLine;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes the records out. */
@Component
public final class BackupManager implements BackupService {

    private final StateStore store;
    private final Authorizer authorizer;

    @Activate
    public BackupManager(@Reference StateStore store, @Reference Authorizer authorizer) {
        this.store = store;
        this.authorizer = authorizer;
    }

    @Override
    public Backup write(RequestContext context, OutputStream out) throws IOException {
        authorizer.require(context.caller(), "nova:CloudBackup");
        Counting counting = new Counting(out);
        store.export(counting);
        return counting.written();
    }

    /** Passes an export on, and reads what is told of it. */
    private static final class Counting extends OutputStream {

        private final OutputStream out;
        private final ArchiveLines lines =
                new ArchiveLines(Set.of(StateLine.Head.class, StateLine.Row.class), this::line);
        private StateLine.Head head = new StateLine.Head("", 0);
        private long records;

        private Counting(OutputStream out) {
            this.out = out;
        }

        private void line(StateLine line) {
            if (line instanceof StateLine.Head first) {
                head = first;
            } else if (line instanceof StateLine.Row) {
                records++;
            }
        }

        private Backup written() {
            return new Backup(head.epoch(), head.seq(), records);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            lines.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            lines.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
