package io.nova.frontend.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What guests read where there is nothing to read: the page that EC2 has for each status. */
final class Page {

    private Page() {}

    static ByteBuffer of(int status) {
        String title = status + " - " + reason(status);
        return StandardCharsets.UTF_8.encode(
                """
                <?xml version="1.0" encoding="iso-8859-1"?>
                <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
                	"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
                <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
                 <head>
                  <title>%s</title>
                 </head>
                 <body>
                  <h1>%s</h1>
                 </body>
                </html>
                """
                        .formatted(title, title));
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 503 -> "Service Unavailable";
            default -> "Error";
        };
    }
}
