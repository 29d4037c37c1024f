"""What can be taken along: pages as one self-contained HTML file, the monthly report."""
