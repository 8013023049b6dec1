"""Do the trade room's thresholds and rankings hold on data that they were not made on?"""
