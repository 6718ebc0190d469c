package io.nova.api.cluster;

import io.nova.model.RequestContext;
import java.io.IOException;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/** Writes the cloud's records out while it serves. */
@ProviderType
public interface BackupService {

    /**
     * Writes every record as of one moment. Commits go on meanwhile.
     *
     * @param out where to; stays open
     * @throws io.nova.model.AccessDeniedException if the caller may not
     * @throws io.nova.model.UnavailableException if the store does not answer
     * @throws IOException if it cannot be written; what was written is not whole then
     */
    Backup write(RequestContext context, OutputStream out) throws IOException;

    /**
     * What was written.
     *
     * @param epoch the history that it is of
     * @param seq the newest commit in it
     */
    record Backup(String epoch, long seq, long records) {}
}
